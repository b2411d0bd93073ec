package dev.hibi.image;

/** Which library decodes JPEG. Pixels decoded to RGB are the same either way. */
public enum JpegDecoder {
  /** libjpeg-turbo where the system has it, otherwise the JDK's. */
  AUTO,

  /** The system's libjpeg-turbo: {@code libturbojpeg.so.0} (Debian's libturbojpeg0). */
  TURBO,

  /** ImageIO of the JDK. */
  JDK
}
