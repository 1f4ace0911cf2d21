// swift-tools-version: 6.2
import PackageDescription

// Every Swift target gets the same strict settings, applied in one loop at the end of this file.
let strictSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
]

let package = Package(
  name: "order-audit",
  products: [
    .executable(name: "order-audit", targets: ["OrderAuditCommand"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // The nouns: orders, amounts, findings, envelopes. Depends on nothing.
    .target(name: "BasketModel"),

    // YAML -> checked profile. The only user of libyaml; sees no bytes of exports.
    .target(
      name: "ExportProfiles",
      dependencies: ["BasketModel", "CLibYAML"],
      resources: [.embedInCode("BuiltIn")]),

    // Bytes -> orders. All the hot code stands in this one module.
    .target(
      name: "ExportReading",
      dependencies: [
        "BasketModel", "ExportProfiles", "CByteScan", "CInflate", "CXMLParser", "CZlib",
        "CZstandard",
      ]),

    // Orders -> findings. One rule, one file.
    .target(name: "OrderRules", dependencies: ["BasketModel"]),

    // Order id -> first position in the batch, in memory or on disk.
    .target(name: "DuplicateIndex", dependencies: ["BasketModel", "CByteScan"]),

    // The run: concurrency, input order, the whole batch.
    .target(
      name: "Reconciliation",
      dependencies: [
        "BasketModel", "ExportProfiles", "ExportReading", "OrderRules", "DuplicateIndex",
      ]),

    // Envelopes -> report, summary.
    .target(name: "ReportWriting", dependencies: ["BasketModel", "CByteScan"]),

    // The command line.
    .executableTarget(
      name: "OrderAuditCommand",
      dependencies: [
        "BasketModel", "ExportProfiles", "ExportReading", "OrderRules", "DuplicateIndex",
        "Reconciliation", "ReportWriting", "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // C: inlined SIMD helpers with scalar twins, a library that is used where it is there, one that
    // is loaded when it is needed, system calls that Swift cannot make, and three system libraries.
    .target(name: "CByteScan"),
    .target(name: "CInflate"),
    // By pkg-config the program would be linked to libxml2, which is to be loaded when it is
    // needed: only the headers are wanted, which every distribution puts here.
    .target(name: "CXMLParser", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])]),
    .target(name: "CProcess"),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["BasketModel", "CZlib", "CZstandard"],
      path: "Tests/TestSupport"),
    .testTarget(name: "BasketModelTests", dependencies: ["BasketModel", "TestSupport"]),
    .testTarget(
      name: "ExportProfilesTests", dependencies: ["ExportProfiles", "BasketModel", "TestSupport"]),
    .testTarget(
      name: "ExportReadingTests",
      dependencies: [
        "ExportReading", "ExportProfiles", "BasketModel", "CByteScan", "TestSupport",
      ]),
    .testTarget(
      name: "OrderRulesTests", dependencies: ["OrderRules", "BasketModel", "TestSupport"]),
    .testTarget(
      name: "DuplicateIndexTests", dependencies: ["DuplicateIndex", "BasketModel", "TestSupport"]),
    .testTarget(
      name: "ReconciliationTests",
      dependencies: [
        "Reconciliation", "DuplicateIndex", "ExportProfiles", "ExportReading", "OrderRules",
        "ReportWriting", "BasketModel", "TestSupport",
      ]),
    .testTarget(
      name: "ReportWritingTests", dependencies: ["ReportWriting", "BasketModel", "TestSupport"]),
    .testTarget(
      name: "GoldenTests",
      dependencies: [
        "OrderAuditCommand", "ExportReading", "Reconciliation", "ReportWriting", "BasketModel",
        "TestSupport",
      ],
      exclude: ["Cases"]),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"]),

    // What is fuzzed; the tests replay its corpus.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Reconciliation", "ExportProfiles", "ExportReading", "OrderRules", "ReportWriting",
        "BasketModel", "TestSupport",
      ],
      path: "Fuzzing/Targets"),
    .testTarget(
      name: "FuzzingTests", dependencies: ["FuzzTargets", "ExportProfiles", "TestSupport"],
      path: "Tests/FuzzingTests"),
  ]
)

let swiftTargetKinds: [Target.TargetType] = [.regular, .executable, .test]
let cTargets = ["CByteScan", "CInflate", "CProcess", "CXMLParser"]
for target in package.targets
where swiftTargetKinds.contains(target.type) && !cTargets.contains(target.name) {
  target.swiftSettings = (target.swiftSettings ?? []) + strictSettings
}

// Only for Scripts/fuzz: the program that libFuzzer drives, and what makes it see which way the
// code goes. SwiftPM's own `--sanitize fuzzer` would do so to packages that we do not test, too.
if Context.environment["ORDER_AUDIT_FUZZING"] != nil {
  let sanitize = ["-sanitize=fuzzer", "-parse-as-library"]
  for target in package.targets where target.type == .regular {
    if cTargets.contains(target.name) {
      target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-fsanitize=fuzzer-no-link"])]
    } else {
      target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(sanitize)]
    }
  }
  package.targets.append(
    .executableTarget(
      name: "order-audit-fuzz", dependencies: ["FuzzTargets"], path: "Fuzzing/Driver",
      swiftSettings: strictSettings + [.unsafeFlags(sanitize)],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
