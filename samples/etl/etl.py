"""A small pipeline: loads some days, builds their features, and reports.

    flyte run --local etl.py main --day 2026-01-31
"""

import asyncio
import datetime
import logging

import flyte
from features import build, convert, features

log = logging.getLogger("etl")

etl = flyte.TaskEnvironment(
    name="etl",
    resources=flyte.Resources(cpu=1, memory="1Gi"),
    cache="disable",
    depends_on=[features],
)


@etl.task
async def load(day: datetime.date) -> dict[str, float]:
    """Loads one day and builds its features."""
    rows = [(day.toordinal() * 7919 + hour * 104729) % 5000 for hour in range(24)]
    if day.weekday() == 6:
        log.warning("%s is a Sunday: half of the shops are closed", day)
        rows = rows[::2]
    return await build(day.isoformat(), rows)


@etl.task(triggers=flyte.Trigger("daily", flyte.Cron("0 6 * * *"), inputs={"day": flyte.TriggerTime}))
async def main(day: datetime.date, limit: int = 5) -> str:
    """Loads the days up to `day` and sums them up.

    Args:
        day: The last day.
        limit: How many days, at most.
    """
    days = [day - datetime.timedelta(days=back) for back in range(limit)]
    print(f"reading {len(days)} days")
    with flyte.group("days"):
        loaded = await asyncio.gather(*(load(each) for each in days))
    rows = sum(each["rows"] for each in loaded)
    total = await convert(sum(each["total"] for each in loaded))
    return f"{len(days)} days, {rows:.0f} rows, {total:.2f} €"


@etl.task
def check(rows: int = 24) -> bool:
    """Needs nothing and no input: a first task to run."""
    print("looking at the settings")
    print(f"a day has {rows} rows")
    return rows > 0
