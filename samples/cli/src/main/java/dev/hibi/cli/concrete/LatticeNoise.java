package dev.hibi.cli.concrete;

/**
 * Value noise: a random value at each point of the integer lattice, smoothly joined between them
 * (Perlin's fade curve). Values are hashes of seed and place; nothing is stored, and any two
 * machines agree on every bit.
 *
 * @param seed which of the 2^32 noises
 */
record LatticeNoise(int seed) {

  /** The value of one lattice point, -1 to 1: white noise, sand. */
  float grain(int x, int y) {
    int hash = seed + x * 0x27d4eb2f + y * 0x165667b1;
    hash = (hash ^ (hash >>> 15)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) * 0x1p-31f;
  }

  /** Smooth between lattice points, -1 to 1. */
  float at(float x, float y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float u = fade(x - left);
    float v = fade(y - top);
    float above = mix(grain(left, top), grain(left + 1, top), u);
    float below = mix(grain(left, top + 1), grain(left + 1, top + 1), u);
    return mix(above, below, v);
  }

  /** Sum of layers, each twice as fine and half as strong as the one before; about -1 to 1. */
  float octaves(float x, float y, int count) {
    float sum = 0;
    float strength = 0.5f;
    float scale = 1;
    for (int i = 0; i < count; i++) {
      // The shift keeps the layers' lattices from falling on each other.
      sum += strength * at(x * scale + 17 * i, y * scale + 31 * i);
      strength /= 2;
      scale *= 2;
    }
    return sum;
  }

  private static float fade(float t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
