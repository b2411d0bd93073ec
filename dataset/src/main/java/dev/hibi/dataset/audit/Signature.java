package dev.hibi.dataset.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A picture as a point such that copies lie close together, however they were mirrored, turned,
 * brightened, encoded or slightly shifted.
 *
 * <p>The luminance, 64x64, is windowed (Hann) and Fourier-transformed. The magnitudes of the waves
 * of 2 to 6 periods a side do not change when a picture is shifted (but for what enters at the
 * border), and the eight forms of a picture only exchange the places of (u, v), (u, -v), (v, u) and
 * (v, -u): sorted, these are the same for all forms. Square roots and a unit sum of squares take
 * contrast and brightness away. Waves below 2 periods are light and shade, not surface.
 */
final class Signature {
  /** Side of the picture that is transformed. */
  static final int SIDE = 64;

  /** Number of values. */
  static final int LENGTH;

  private static final int LOWEST = 2;
  private static final int HIGHEST = 6;
  private static final int ROWS = HIGHEST + 1;
  private static final int COLUMNS = 2 * HIGHEST + 1;
  private static final float[] WINDOW = new float[SIDE];
  private static final float[] COSINE = new float[SIDE];
  private static final float[] SINE = new float[SIDE];

  /** For each orbit of the eight forms, the places of its members. */
  private static final int[][] ORBITS = orbits();

  static {
    LENGTH = Arrays.stream(ORBITS).mapToInt(orbit -> orbit.length).sum();
    for (int i = 0; i < SIDE; i++) {
      double half = StrictMath.sin(Math.PI * (i + 0.5) / SIDE);
      WINDOW[i] = (float) (half * half);
      COSINE[i] = (float) StrictMath.cos(2 * Math.PI * i / SIDE);
      SINE[i] = (float) StrictMath.sin(2 * Math.PI * i / SIDE);
    }
  }

  private Signature() {}

  private static int[][] orbits() {
    List<int[]> orbits = new ArrayList<>();
    for (int u = 0; u <= HIGHEST; u++) {
      for (int v = u; v <= HIGHEST; v++) {
        int square = u * u + v * v;
        if (square < LOWEST * LOWEST || square > HIGHEST * HIGHEST) {
          continue;
        }
        if (u == 0) {
          orbits.add(new int[] {place(0, v), place(v, 0)});
        } else if (u == v) {
          orbits.add(new int[] {place(u, v), place(u, -v)});
        } else {
          orbits.add(new int[] {place(u, v), place(u, -v), place(v, u), place(v, -u)});
        }
      }
    }
    return orbits.toArray(int[][]::new);
  }

  private static int place(int u, int v) {
    return u * COLUMNS + v + HIGHEST;
  }

  /** The signature of a luminance of 64x64. */
  static float[] of(float[] plane) {
    double[] magnitudes = magnitudes(windowed(plane));
    float[] signature = new float[LENGTH];
    int next = 0;
    double sum = 0;
    for (int[] orbit : ORBITS) {
      double[] members = new double[orbit.length];
      for (int i = 0; i < orbit.length; i++) {
        members[i] = magnitudes[orbit[i]];
        sum += members[i];
      }
      Arrays.sort(members);
      for (double member : members) {
        signature[next++] = (float) Math.sqrt(member);
      }
    }
    float scale = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
    for (int i = 0; i < LENGTH; i++) {
      signature[i] *= scale;
    }
    return signature;
  }

  /** Without its weighted mean, fading to 0 at the border. */
  private static float[] windowed(float[] plane) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < plane.length; i++) {
      float weight = WINDOW[i / SIDE] * WINDOW[i % SIDE];
      sum += plane[i] * weight;
      weights += weight;
    }
    float mean = (float) (sum / weights);
    float[] out = new float[plane.length];
    for (int i = 0; i < plane.length; i++) {
      out[i] = (plane[i] - mean) * WINDOW[i / SIDE] * WINDOW[i % SIDE];
    }
    return out;
  }

  private static double[] magnitudes(float[] plane) {
    float[] real = new float[SIDE * COLUMNS];
    float[] imaginary = new float[SIDE * COLUMNS];
    for (int y = 0; y < SIDE; y++) {
      for (int v = 0; v <= HIGHEST; v++) {
        float re = 0;
        float im = 0;
        for (int x = 0; x < SIDE; x++) {
          float value = plane[y * SIDE + x];
          re += value * COSINE[v * x & SIDE - 1];
          im -= value * SINE[v * x & SIDE - 1];
        }
        real[y * COLUMNS + HIGHEST + v] = re;
        imaginary[y * COLUMNS + HIGHEST + v] = im;
        real[y * COLUMNS + HIGHEST - v] = re;
        imaginary[y * COLUMNS + HIGHEST - v] = -im;
      }
    }
    double[] magnitudes = new double[ROWS * COLUMNS];
    for (int u = 0; u < ROWS; u++) {
      for (int v = 0; v < COLUMNS; v++) {
        magnitudes[u * COLUMNS + v] = magnitude(real, imaginary, u, v);
      }
    }
    return magnitudes;
  }

  private static double magnitude(float[] real, float[] imaginary, int u, int column) {
    double re = 0;
    double im = 0;
    for (int y = 0; y < SIDE; y++) {
      float cosine = COSINE[u * y & SIDE - 1];
      float sine = SINE[u * y & SIDE - 1];
      float a = real[y * COLUMNS + column];
      float b = imaginary[y * COLUMNS + column];
      re += a * cosine + b * sine;
      im += b * cosine - a * sine;
    }
    return Math.sqrt(re * re + im * im);
  }
}
