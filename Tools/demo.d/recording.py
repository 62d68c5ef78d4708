"""Recording: what the people at the branches enter while every line is down."""

import json

from book import Clicks, Delete, Edit, Log
from programs import ProgramFailed, in_order
from roles import RESTORE_ROUND
from syncing import meet


async def record_round(run, round):
    weather = run.weather[round - 1]
    names = run.names(weather.order)
    phase = run.progress.phase(f"Recording offline, part {round} of {run.plan.rounds}", len(names))
    saved_before = len(run.ledger.line_of)
    for link in run.links:
        link.go_down()

    async def after(done):
        phase.step()
        if name := weather.kills_while_recording.get(done):
            await run.kill_and_reopen(run.branches[name])

    async def record(name):
        await record_at(run, run.branches[name], round, name in weather.torn)

    await in_order(names, record, after)
    saved = len(run.ledger.line_of) - saved_before
    phase.finish(f"{len(names)} agents, {saved} changes saved")


async def record_at(run, branch, round, torn):
    log, *deeds = run.plan.book.steps(branch.name, round)
    await enter(run, branch, log.lines, f"part {round}", torn)
    if round == RESTORE_ROUND and branch.name == run.plan.roles.restored.name:
        await lose_disk(run, branch)
    for deed in deeds:
        await perform(run, branch, deed)


async def perform(run, branch, deed):
    match deed:
        case Log(lines):
            await enter(run, branch, lines, "more", torn=False)
        case Clicks(date, count):
            await branch.click(date, count)
        case Edit(record, changes):
            heads = await branch.heads(record) if len(changes) > 1 else None
            for fields in changes:
                run.ledger.save(branch.name, await branch.edit(record, fields, heads))
        case Delete(record):
            run.ledger.save(branch.name, await branch.delete(record))


async def enter(run, branch, lines, title, torn):
    """Enters a file. A torn one is killed while it is read, and what was not answered is entered
    anew: a line that was saved without an answer then stands twice, and counts once."""
    if not lines:
        return
    path = write_lines(run.out / "entries" / f"{branch.name}, {title}.ndjson", lines)
    if torn:
        answered = await branch.log_torn(path)
        note_answers(run, branch, lines, answered)
        run.counts.kills += 1
        lines = lines[len(answered) :]
        path = write_lines(path.with_stem(f"{path.stem}, rest"), lines)
    if lines:
        answers = await branch.log(path)
        if len(answers) != len(lines):
            raise ProgramFailed(f"{path} has {len(lines)} lines and got {len(answers)} answers.")
        note_answers(run, branch, lines, answers)


def write_lines(path, lines):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def note_answers(run, branch, lines, answers):
    for line, answer in zip(lines, answers, strict=False):
        run.ledger.save(branch.name, answer["saved"], line)


async def lose_disk(run, branch):
    """The disk fails with a round's work on it that nobody has received; an old copy of the
    directory takes its place, hears what it has missed, and the work is entered again by hand."""
    received = run.centre.change_ids()
    lost = run.ledger.unreceived(branch.name, received)
    lines = run.ledger.lines_of(lost)
    async with branch.hands_off:
        await branch.crash()
        branch.put_back_disk(old_disk_of(run, branch))
        await branch.open()
    run.ledger.lose(branch.name, set(lost))
    run.counts.kills += 1
    run.counts.restores += 1
    branch.link.come_up()
    await meet(branch)
    branch.link.go_down()
    run.counts.lines_entered_again = len(lines)
    await enter(run, branch, lines, "again after the disk was lost", torn=False)


def old_disk_of(run, branch):
    return run.nodes / f"{branch.name}-old-disk"
