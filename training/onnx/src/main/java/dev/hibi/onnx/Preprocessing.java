package dev.hibi.onnx;

import java.util.Locale;

/** What of the preparation of images the graph does. It never resizes. */
public enum Preprocessing {
  /** Nothing: its input is float32 (batch, 3, height, width), divided by 255 and normalised. */
  OUTSIDE,
  /** All but the resize: its input is uint8 (batch, height, width, 3), red, green, blue. */
  INSIDE;

  /** The name on the command line and in the file's metadata. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
