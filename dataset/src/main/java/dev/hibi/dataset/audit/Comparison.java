package dev.hibi.dataset.audit;

/**
 * Lays one picture on another in all eight forms and small shifts, and says how well they agree.
 *
 * @param form what turns the first picture into the second
 * @param correlation of the two surfaces at the best form and shift, -1 to 1
 */
public record Comparison(Form form, double correlation) {
  /** Furthest shift along each axis, in 64ths of the side. */
  static final int MAX_SHIFT = 3;

  /** No shift is looked for if the surfaces agree as well as this without one. */
  private static final double CLEAR = 0.95;

  /** Forms that are tried at the fine scale: the best at the coarse one. */
  private static final int FINALISTS = 2;

  private static final Form[] FORMS = Form.values();

  /** Compares. */
  public static Comparison of(Surface first, Surface second) {
    float[][] turned = new float[FORMS.length][];
    double[] upright = new double[FORMS.length];
    for (int f = 0; f < FORMS.length; f++) {
      turned[f] = FORMS[f].apply(first.coarse, Surface.COARSE);
      upright[f] = correlation(turned[f], second.coarse, Surface.COARSE, 0, 0);
    }
    Form best = FORMS[argmax(upright)];
    double still =
        correlation(best.apply(first.fine, Surface.FINE), second.fine, Surface.FINE, 0, 0);
    if (still >= CLEAR) {
      return new Comparison(best, still);
    }
    return shifted(first, second, turned, new Comparison(best, still));
  }

  private static Comparison shifted(
      Surface first, Surface second, float[][] turned, Comparison still) {
    double[] scores = new double[FORMS.length];
    for (int f = 0; f < FORMS.length; f++) {
      scores[f] = best(turned[f], second.coarse, Surface.COARSE, 2).correlation;
    }
    Comparison best = still;
    for (int i = 0; i < FINALISTS; i++) {
      int finalist = argmax(scores);
      scores[finalist] = -2;
      Form form = FORMS[finalist];
      float[] fine = form.apply(first.fine, Surface.FINE);
      Place place = best(fine, second.fine, Surface.FINE, MAX_SHIFT);
      for (float step = 0.5f; step >= 0.25f; step /= 2) {
        place = refine(fine, second.fine, place, step);
      }
      if (place.correlation > best.correlation) {
        best = new Comparison(form, place.correlation);
      }
    }
    return best;
  }

  /** A shift, and how well it does. */
  private record Place(float x, float y, double correlation) {}

  private static Place best(float[] a, float[] b, int size, int reach) {
    Place best = new Place(0, 0, -2);
    for (int y = -reach; y <= reach; y++) {
      for (int x = -reach; x <= reach; x++) {
        double correlation = correlation(a, b, size, x, y);
        if (correlation > best.correlation) {
          best = new Place(x, y, correlation);
        }
      }
    }
    return best;
  }

  private static Place refine(float[] a, float[] b, Place around, float step) {
    Place best = around;
    for (int y = -1; y <= 1; y++) {
      for (int x = -1; x <= 1; x++) {
        float shiftX = around.x + x * step;
        float shiftY = around.y + y * step;
        if (Math.abs(shiftX) > MAX_SHIFT || Math.abs(shiftY) > MAX_SHIFT) {
          continue;
        }
        // Half of the shift each, so that interpolation softens both alike.
        int reach = MAX_SHIFT / 2 + 1;
        float[] left = sampled(a, shiftX / 2, shiftY / 2, reach);
        float[] right = sampled(b, -shiftX / 2, -shiftY / 2, reach);
        int size = Surface.FINE - 2 * reach;
        double correlation = correlation(left, right, size, 0, 0);
        if (correlation > best.correlation) {
          best = new Place(shiftX, shiftY, correlation);
        }
      }
    }
    return best;
  }

  /** A fine plane at a shift, by bilinear interpolation, without a margin. */
  private static float[] sampled(float[] plane, float shiftX, float shiftY, int margin) {
    int wholeX = (int) Math.floor(shiftX);
    int wholeY = (int) Math.floor(shiftY);
    float partX = shiftX - wholeX;
    float partY = shiftY - wholeY;
    int side = Surface.FINE - 2 * margin;
    float[] out = new float[side * side];
    for (int y = 0, i = 0; y < side; y++) {
      int above = Math.min(Surface.FINE - 2, y + margin + wholeY) * Surface.FINE;
      for (int x = 0; x < side; x++, i++) {
        int at = above + Math.min(Surface.FINE - 2, x + margin + wholeX);
        float upper = plane[at] + partX * (plane[at + 1] - plane[at]);
        float lower =
            plane[at + Surface.FINE]
                + partX * (plane[at + Surface.FINE + 1] - plane[at + Surface.FINE]);
        out[i] = upper + partY * (lower - upper);
      }
    }
    return out;
  }

  /** Pearson's, of a(x + shift) with b(x) where both exist. */
  private static double correlation(float[] a, float[] b, int size, int shiftX, int shiftY) {
    int fromX = Math.max(0, -shiftX);
    int toX = Math.min(size, size - shiftX);
    int fromY = Math.max(0, -shiftY);
    int toY = Math.min(size, size - shiftY);
    float sumA = 0;
    float sumB = 0;
    float sumAa = 0;
    float sumBb = 0;
    float sumAb = 0;
    for (int y = fromY; y < toY; y++) {
      int rowA = (y + shiftY) * size + shiftX;
      int rowB = y * size;
      for (int x = fromX; x < toX; x++) {
        float left = a[rowA + x];
        float right = b[rowB + x];
        sumA += left;
        sumB += right;
        sumAa += left * left;
        sumBb += right * right;
        sumAb += left * right;
      }
    }
    double count = (double) (toX - fromX) * (toY - fromY);
    double spread =
        Math.sqrt((sumAa - sumA * (double) sumA / count) * (sumBb - sumB * (double) sumB / count));
    return spread > 0 ? Math.min(1, (sumAb - sumA * (double) sumB / count) / spread) : 0;
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
