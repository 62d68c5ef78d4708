import Replication
import Storage

/// Which records stand for which, worked out from everything a node shows at once.
struct Duplicates {
  private(set) var hidden: [Place: RecordID] = [:]
  private(set) var questions: Set<[SQLValue]> = []

  init(_ look: Look) {
    var neighbours: [Place: Set<Place>] = [:]
    for (place, standing) in look.places {
      for other in standing.links where other != place.record {
        let named = Place(scope: place.scope, type: place.type, record: other)
        neighbours[place, default: []].insert(named)
        neighbours[named, default: []].insert(place)
      }
    }
    var open = Set(neighbours.keys)
    while let start = open.first {
      var component: Set<Place> = [start]
      var waiting = [start]
      while let place = waiting.popLast() {
        for next in neighbours[place] ?? [] where component.insert(next).inserted {
          waiting.append(next)
        }
      }
      open.subtract(component)
      settle(component, look)
    }
  }

  private mutating func settle(_ component: Set<Place>, _ look: Look) {
    let alive = component.filter { look.places[$0]?.isShown == true }.sorted {
      $0.record < $1.record
    }
    guard let first = alive.first else { return }
    for place in alive.dropFirst() {
      hidden[place] = first.record
      guard let standing = look.places[place], standing.fold.isEditedBesideMerge,
        !isDistinct(place, from: first, look), !isDistinct(first, from: place, look)
      else { continue }
      questions.insert(place.question(.duplicate, with: first.record))
    }
  }

  private func isDistinct(_ place: Place, from other: Place, _ look: Look) -> Bool {
    look.places[place]?.show(Fold.distinctFrom)?.shownTexts.contains(other.record.description)
      ?? false
  }
}
