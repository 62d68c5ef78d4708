/// The parts of the built-in catalogue, in the order that makes its version. A part that has shipped
/// is history: a change of its text is a new version.
let builtInParts = [
  Part(name: "kb_categories", text: kbCategories),
  Part(name: "methods", text: methods),
  Part(name: "age_bands", text: ageBands),
  Part(name: "formats", text: formats),
  Part(name: "languages", text: languages),
  Part(name: "holidays", text: holidays),
  Part(name: "priorities", text: priorities),
  Part(name: "visit_methods", text: visitMethods),
  Part(name: "unit_kinds", text: unitKinds),
  Part(name: "roles", text: roles),
  Part(name: "activity", text: activity),
  Part(name: "activity_rules", text: activityRules),
  Part(name: "visit", text: visit),
  Part(name: "visit_rules", text: visitRules),
  Part(name: "unit", text: unit),
  Part(name: "device", text: device),
  Part(name: "alias", text: alias),
  Part(name: "role", text: role),
  Part(name: "kb_indicators", text: kbIndicators),
]
