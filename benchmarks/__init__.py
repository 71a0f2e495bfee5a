"""Measuring Parvis beside what somebody would pick instead, in one interleaved run."""
