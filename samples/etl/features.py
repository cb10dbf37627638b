"""Turns one day's rows into features. The `etl` environment depends on this one."""

import asyncio

import flyte

features = flyte.TaskEnvironment(
    name="features",
    image=flyte.Image.from_debian_base(python_version=(3, 12)).with_pip_packages("pandas", "pyarrow"),
    resources=flyte.Resources(cpu=2, memory="4Gi"),
)


@features.task(retries=3)
async def build(day: str, rows: list[int]) -> dict[str, float]:
    """Sums up the rows of a day.

    Args:
        day: The day the rows are of, as YYYY-MM-DD.
        rows: Amounts in cents.
    """
    await asyncio.sleep(0.05)  # As long as a small computation takes.
    print(f"{day}: {len(rows)} rows")
    return {"rows": float(len(rows)), "total": sum(rows) / 100}


@features.task(cache="auto")
async def convert(dollars: float, currency: str = "EUR") -> float:
    """Converts an amount. The same amount is only converted once: its result is cached."""
    rate = {"EUR": 0.92, "GBP": 0.79}[currency]
    print(f"1 USD = {rate} {currency}")
    return dollars * rate
