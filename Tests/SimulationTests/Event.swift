/// What may happen in one step of a world. To add a kind is to name it here, say how often it comes and, in
/// `Steps.swift`, what it does.
enum Event: CaseIterable {
  case record, click, sealClicks, talk, time
  case missetClock, crash, copyDisk, backUp, restore, upgrade, fillDisk
  case imageCentre, revertCentre, restartCentre, fillCentre, missetCentre, editRegister
  case backUpCentre, wipe, revoke
  case redeliver, judge, erase, changeRole

  /// How often it comes, beside the others.
  var weight: Int {
    switch self {
    case .record: 410
    case .talk: 280
    case .click: 65
    case .time: 35
    case .missetClock: 30
    case .imageCentre, .revertCentre: 25
    case .redeliver: 20
    case .sealClicks, .crash, .copyDisk, .backUp: 15
    case .restore: 12
    case .editRegister, .judge, .erase: 10
    case .upgrade, .fillDisk, .changeRole: 8
    case .fillCentre: 7
    case .restartCentre, .missetCentre, .backUpCentre, .wipe: 5
    case .revoke: 3
    }
  }

  static func drawn(by dice: Dice) -> Event {
    var left = dice.number(1...allCases.reduce(0) { $0 + $1.weight })
    for event in allCases {
      left -= event.weight
      if left <= 0 { return event }
    }
    return .time
  }
}
