-- At the aggregator: which installations a device's token was used from. Append-only migrations: never edited once
-- shipped.
CREATE TABLE sighting (
  device       TEXT NOT NULL,              -- DeviceID
  installation TEXT NOT NULL,              -- what the agent says, see Bokfink-Installation
  first        INTEGER NOT NULL,           -- ms since 1970, the aggregator's clock
  last         INTEGER NOT NULL,
  PRIMARY KEY (device, installation)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_of_installation ON sighting (installation);
