"""Times a simulation, and counts how often P80 holds on projects that the history has not seen.

Run: .venv/bin/python bench/simulation.py [--projects N]

Speed: CPU of this process, best of three, for 2,000 tasks and 5,000 runs. Coverage: N projects (default 600) of 10 to
60 tasks in random networks; what their tasks really take has a factor of the project and one of each task, about which
the simulation knows only what 60 finished projects of the same kind show. The real finish is computed by `schedule`.
"""

import argparse
import datetime as dt
import math
import random
import resource
import time

from milepost.scheduling.public import Link, Plan, Task, Uncertainty, learn, schedule, simulate

START = dt.datetime(2026, 3, 2, 8)  # noqa: DTZ001 - wall clock
DAY = 480


def network(draw: random.Random, durations: list[int], reach: int) -> tuple[Link, ...]:
    """Links to at most two of the `reach` tasks before."""
    count = len(durations)
    pairs = {(draw.randrange(max(0, after - reach), after), after) for after in range(1, count) for _ in range(2)}
    return tuple(Link(*pair) for pair in sorted(pairs))


def plan_of(durations: list[int], links: tuple[Link, ...]) -> Plan:
    return Plan(tuple(Task(number, duration_minutes=each) for number, each in enumerate(durations)), links, start=START)


def speed() -> str:
    draw = random.Random(1)
    durations = [draw.choice([240, 480, 960, 2400]) for _ in range(2000)]
    plan = plan_of(durations, network(draw, durations, 40))
    best = math.inf
    for seed in range(3):
        begin = time.process_time()
        simulate(plan, runs=5000, seed=seed)
        best = min(best, time.process_time() - begin)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"2,000 tasks × 5,000 runs: {best:.2f} s CPU, at most {memory} MiB resident"


def coverage(projects: int) -> list[str]:
    lines = []
    for own, shared in ((0.4, 0.25), (0.3, 0.1), (0.5, 0.4)):
        draw = random.Random(7)
        told = learn([_ratios(draw, 20, own, shared) for _ in range(60)])
        alone = Uncertainty(told.default, {}, told.shared_median, 0.0)
        hits = {"with the shared factor": 0, "without": 0}
        for seed in range(projects):
            durations = [draw.randrange(1, 15) * DAY for _ in range(draw.randrange(10, 60))]
            links = network(draw, durations, 8)
            took = [
                round(each * ratio)
                for each, ratio in zip(durations, _ratios(draw, len(durations), own, shared), strict=True)
            ]
            real = schedule(plan_of(took, links)).finish
            for name, uncertainty in zip(hits, (told, alone), strict=True):
                found = simulate(plan_of(durations, links), runs=1000, seed=seed, uncertainty=uncertainty)
                hits[name] += real <= found.finish(80)
        shares = ", ".join(f"{name} {100 * hit / projects:.1f} %" for name, hit in hits.items())
        lines.append(f"own {own}, shared {shared}: P80 held in {shares} of {projects} projects")
    return lines


def _ratios(draw: random.Random, count: int, own: float, shared: float) -> list[float]:
    factor = draw.gauss(0.1, shared)
    return [math.exp(factor + draw.gauss(0, own)) for _ in range(count)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=600)
    options = parser.parse_args()
    print(speed())
    for line in coverage(options.projects):
        print(line)


if __name__ == "__main__":
    main()
