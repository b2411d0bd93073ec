package dev.hibi.inspection.scan;

import java.awt.Color;

/** By what colour a heat map says how far a place is from ordinary: one scale for all pictures. */
public final class HeatScale {
  private static final double RED_HUE = 0;
  private static final double BLUE_HUE = 0.6;
  private static final double YELLOW_HUE = 1.0 / 6;
  private static final int OPAQUE = 150; // of 255, from the middle on

  private HeatScale() {}

  /**
   * Blue, yellow in the middle, red.
   *
   * @param place on the scale, from 0 to 1; beyond it as at its end
   * @return ARGB, opaque
   */
  public static int colour(double place) {
    return colour(place, 255);
  }

  /**
   * The same to lie over a picture: clear at the begin of the scale, and from its middle on as
   * opaque as it gets.
   *
   * @param place on the scale, from 0 to 1; beyond it as at its end
   * @return ARGB
   */
  public static int over(double place) {
    return colour(place, OPAQUE * Math.pow(Math.max(0, Math.min(1, 2 * place)), 3));
  }

  private static int colour(double place, double alpha) {
    double within = Math.max(0, Math.min(1, place));
    double hue =
        within < 0.5
            ? BLUE_HUE + (YELLOW_HUE - BLUE_HUE) * 2 * within
            : YELLOW_HUE + (RED_HUE - YELLOW_HUE) * (2 * within - 1);
    int rgb = Color.HSBtoRGB((float) hue, 1, 1) & 0xFFFFFF;
    return (int) Math.max(0, Math.round(alpha)) << 24 | rgb;
  }
}
