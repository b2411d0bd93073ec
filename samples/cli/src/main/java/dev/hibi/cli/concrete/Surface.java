package dev.hibi.cli.concrete;

import dev.hibi.image.RgbImage;
import java.util.Arrays;

/** A wall in the making: for each pixel how much light it returns and how warm its colour is. */
final class Surface {
  /** Length of one pixel of a 64x64 picture, the unit in which details are designed. */
  static final float PX = 1 / 64f;

  private final int size;
  private final float[] light;
  private final float[] warmth;

  /** Something that varies over the wall; places in units of the picture's side. */
  @FunctionalInterface
  interface Field {
    float at(float x, float y);
  }

  /** A wall that returns all light, in neutral grey. */
  Surface(int size) {
    this.size = size;
    this.light = new float[size * size];
    this.warmth = new float[size * size];
    Arrays.fill(light, 1);
  }

  int size() {
    return size;
  }

  /** Takes a share of the light where the shape covers; a negative depth brightens. */
  void darken(Coverage shape, float depth) {
    float[] share = shape.share();
    for (int i = 0; i < light.length; i++) {
      light[i] *= 1 - depth * share[i];
    }
  }

  /** Multiplies the light by 1 + field. */
  void lighten(Field field) {
    for (int y = 0, i = 0; y < size; y++) {
      for (int x = 0; x < size; x++, i++) {
        light[i] *= 1 + field.at((x + 0.5f) / size, (y + 0.5f) / size);
      }
    }
  }

  /**
   * A film of colour.
   *
   * @param field how thick it lies, 0 to 1
   * @param depth share of the light that it takes where it is thickest; negative for efflorescence
   * @param warm above 0 like rust, below 0 bluish
   */
  void stain(Field field, float depth, float warm) {
    for (int y = 0, i = 0; y < size; y++) {
      for (int x = 0; x < size; x++, i++) {
        float film = field.at((x + 0.5f) / size, (y + 0.5f) / size);
        light[i] *= 1 - depth * film;
        warmth[i] += warm * film;
      }
    }
  }

  /** Independent noise in each pixel, whatever the size: sand and the camera's sensor. */
  void sand(LatticeNoise noise, float strength) {
    for (int y = 0, i = 0; y < size; y++) {
      for (int x = 0; x < size; x++, i++) {
        light[i] += strength * noise.grain(x, y);
      }
    }
  }

  /**
   * Takes the photograph.
   *
   * @param exposure value of a pixel that returns all light, 0 to 255
   * @param warm cast of the whole picture, about -1 to 1
   * @param green cast of the whole picture, about -1 to 1
   */
  RgbImage photograph(float exposure, float warm, float green) {
    byte[] rgb = new byte[size * size * 3];
    for (int i = 0; i < light.length; i++) {
      float value = exposure * light[i];
      float hue = warm + warmth[i];
      rgb[3 * i] = level(value * (1 + 0.05f * hue));
      rgb[3 * i + 1] = level(value * (1 + 0.02f * green));
      rgb[3 * i + 2] = level(value * (1 - 0.08f * hue));
    }
    return new RgbImage(size, size, rgb);
  }

  private static byte level(float value) {
    return (byte) (int) Math.max(0, Math.min(255, value + 0.5f));
  }
}
