// swift-tools-version: 6.3

// The manifest is the diagram: pure modules decide, `Storage` remembers, two small executables connect
// them to the world. `Agent` and `Aggregator` never import each other; they meet in `Protocol/`.

import PackageDescription

/// The same strictness everywhere: a warning is a failed build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "bokfink",
  dependencies: [],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    .target(name: "Digest", swiftSettings: strict),
    .target(name: "HTTP", swiftSettings: strict),
    .target(name: "Console", swiftSettings: strict),
    .target(name: "Catalogue", dependencies: ["Digest"], swiftSettings: strict),
    .target(name: "Replication", dependencies: ["Digest"], swiftSettings: strict),
    .target(
      name: "Storage", dependencies: ["CSQLite", "Catalogue", "Replication"],
      resources: [.embedInCode("Schema")], swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Catalogue", "Storage"], swiftSettings: strict),
    .target(name: "Web", dependencies: ["Catalogue", "Reports"], swiftSettings: strict),
    .target(
      name: "Agent",
      dependencies: ["Catalogue", "HTTP", "Replication", "Reports", "Storage", "Web"],
      swiftSettings: strict),
    .target(
      name: "Aggregator",
      dependencies: ["Catalogue", "HTTP", "Replication", "Reports", "Storage", "Web"],
      swiftSettings: strict, linkerSettings: [.linkedLibrary("crypt")]),
    .executableTarget(name: "bokfink", dependencies: ["Agent", "Console"], swiftSettings: strict),
    .executableTarget(
      name: "bokfink-aggregator", dependencies: ["Aggregator", "Console"], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Catalogue", "Replication", "Storage"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "FuzzTargets", dependencies: ["Catalogue", "HTTP", "Replication"],
      path: "Tests/FuzzTargets",
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], exclude: ["Corpora"],
      swiftSettings: strict),
    .testTarget(
      name: "DigestTests", dependencies: ["Digest", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ConsoleTests", dependencies: ["Console", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CatalogueTests", dependencies: ["Catalogue", "Digest", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReplicationTests", dependencies: ["Replication", "TestSupport"], swiftSettings: strict),
    .target(name: "PowerCut", dependencies: ["CSQLite"], path: "Tests/PowerCut"),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Catalogue", "PowerCut", "Replication", "Storage", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["CSQLite", "Catalogue", "Replication", "Reports", "Storage", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "WebTests", dependencies: ["Web"], swiftSettings: strict),
    .testTarget(
      name: "AgentTests",
      dependencies: ["Agent", "Catalogue", "HTTP", "Replication", "Storage", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AggregatorTests",
      dependencies: ["Aggregator", "Catalogue", "HTTP", "Replication", "Storage", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Agent", "Aggregator", "CSQLite", "Catalogue", "HTTP", "Replication", "Storage",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProgramTests",
      dependencies: ["bokfink", "bokfink-aggregator", "Replication", "TestSupport"],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
