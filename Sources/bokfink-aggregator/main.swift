print("bokfink-aggregator")
