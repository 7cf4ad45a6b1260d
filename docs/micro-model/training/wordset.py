"""Make recordings whose word times are known.

Usage: wordset.py DIR [count] [seed]
Writes DIR/apart-NN.wav and DIR/fluent-NN.wav (16 kHz mono s16) and for each a .txt with a line for
every word: start and end in seconds, and the word.
  apart    words spoken one by one, 0.25 to 0.9 s of silence between them: a word begins and ends
           where its sound does
  fluent   phrases of 4 to 7 words in one breath: a word begins at espeak-ng's own mark and ends at
           the next word's; the last one of a phrase ends where its sound does
samples/words has, of 24 and 24 with the default seed, the first 15 of each kind that the micro model
recognises to the letter: a word that is not heard has no time to be measured.
"""
import os
import random
import sys

import numpy as np

from synth import SR, Espeak, random_style, trim
from testset import write_wav
from words import WORDS

# of what trim() leaves around the sound
BEFORE, AFTER = 80 / SR, 160 / SR


def apart(es, rng, style):
    parts, at, times = [np.zeros(int(rng.uniform(0.1, 0.5) * SR), np.float32)], 0, []
    at = len(parts[0])
    for _ in range(rng.choice([4, 5, 6])):
        word = rng.choice(WORDS)
        x, _ = trim(*es.say(word, **style))
        times.append((at / SR + BEFORE, (at + len(x)) / SR - AFTER, word))
        silence = np.zeros(int(rng.uniform(0.25, 0.9) * SR), np.float32)
        parts += [x, silence]
        at += len(x) + len(silence)
    return np.concatenate(parts), times


def fluent(es, rng, style):
    parts, at, times = [np.zeros(int(rng.uniform(0.1, 0.5) * SR), np.float32)], 0, []
    at = len(parts[0])
    for _ in range(rng.choice([1, 2])):
        words = [rng.choice(WORDS) for _ in range(rng.choice([4, 5, 6, 7]))]
        x, starts = es.say(" ".join(words), **style)
        x, starts = trim(x, starts)
        starts[0] = max(starts[0], int(BEFORE * SR))
        ends = starts[1:] + [len(x) - int(AFTER * SR)]
        times += [((at + a) / SR, (at + b) / SR, w) for a, b, w in zip(starts, ends, words)]
        silence = np.zeros(int(rng.uniform(0.5, 1.2) * SR), np.float32)
        parts += [x, silence]
        at += len(x) + len(silence)
    return np.concatenate(parts), times


def main():
    out = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 110011
    os.makedirs(out, exist_ok=True)
    rng, es = random.Random(seed), Espeak()
    for kind in (apart, fluent):
        for i in range(count):
            style = random_style(rng)
            if kind is fluent:
                style["gap"] = 0
            x, times = kind(es, rng, style)
            name = f"{out}/{kind.__name__}-{i:02d}"
            write_wav(name + ".wav", x * rng.choice([1.0, 0.5]))
            with open(name + ".txt", "w") as f:
                f.writelines(f"{a:.3f} {b:.3f} {w}\n" for a, b, w in times)


if __name__ == "__main__":
    main()
