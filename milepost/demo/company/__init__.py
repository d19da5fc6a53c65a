"""The simulated company itself: who its customers are, how they fare month by month, and what follows from that.

Plain computation from a seed and a day; it knows no database. The parts of the demo write it down, room by room.
"""
