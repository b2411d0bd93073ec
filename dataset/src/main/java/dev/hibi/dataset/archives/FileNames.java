package dev.hibi.dataset.archives;

import java.util.Locale;
import java.util.Set;

/** What a file's name says of it. */
final class FileNames {
  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "jpe", "png", "bmp", "gif", "tif", "tiff", "webp");
  private static final Set<String> LEFTOVERS =
      Set.of(
          "__macosx",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "$recycle.bin",
          "system volume information");

  private FileNames() {}

  static boolean isImage(String name) {
    return IMAGES.contains(extension(name));
  }

  static boolean isZip(String name) {
    return extension(name).equals("zip");
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether an operating system left a file behind: {@code __MACOSX}, names that begin with a dot,
   * {@code Thumbs.db}, {@code ehthumbs.db}, {@code desktop.ini}, {@code $RECYCLE.BIN}, {@code
   * System Volume Information}, and what is in such a folder.
   *
   * @param path divided by {@code /}
   */
  static boolean isLeftover(String path) {
    for (String part : path.split("/", -1)) {
      boolean hidden = part.startsWith(".") && !part.equals(".") && !part.equals("..");
      if (hidden || LEFTOVERS.contains(part.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
