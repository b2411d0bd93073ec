package dev.hibi.dataset.archives;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a file's name says of it. */
final class FileNames {
  /** What can be expected of a file before it is looked into. */
  enum Kind {
    /** Named like an image: whatever is in it, it counts as one. */
    IMAGE,
    /** A zip archive. */
    ZIP,
    /** Never an image that can be read, whatever its first bytes are. */
    OTHER,
    /** The name does not say: the content decides. */
    UNKNOWN
  }

  private static final Set<String> IMAGES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "png", "apng", "bmp", "dib",
          "gif", "tif", "tiff", "webp");

  /** Photographs that cannot be read, unless they are something else than their names say. */
  private static final Map<String, String> UNREAD =
      Map.ofEntries(
          Map.entry("heic", "HEIC"),
          Map.entry("heif", "HEIC"),
          Map.entry("heics", "HEIC"),
          Map.entry("hif", "HEIC"),
          Map.entry("avif", "AVIF"),
          Map.entry("jxl", "JPEG XL"),
          Map.entry("jp2", "JPEG 2000"),
          Map.entry("j2k", "JPEG 2000"),
          Map.entry("jpx", "JPEG 2000"),
          Map.entry("jpf", "JPEG 2000"),
          Map.entry("tga", "TGA"),
          Map.entry("ppm", "PPM"),
          Map.entry("pgm", "PGM"),
          Map.entry("pbm", "PBM"),
          Map.entry("pnm", "PNM"));

  /** Files of cameras and editors, many of which begin like TIFF but hold something else. */
  private static final Set<String> RAW =
      Set.of(
          "dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "sr2", "orf", "rw2", "raf", "pef",
          "srw", "x3f", "3fr", "iiq", "rwl", "erf", "kdc", "dcr", "mrw", "mef", "mos", "psd", "psb",
          "xcf", "exr");

  /** Kinds of files that are common beside images, and copies of images that programs keep. */
  private static final Set<String> OTHERS = others();

  private static final Set<String> LEFTOVERS =
      Set.of(
          // macOS and Windows
          "__macosx",
          "icon\r",
          "network trash folder",
          "temporary items",
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "$recycle.bin",
          "recycler",
          "recycled",
          "system volume information",
          "found.000",
          // Linux
          "lost+found",
          // Synology, QNAP, Buffalo
          "@eadir",
          "@tmp",
          "@recycle",
          "@recently-snapshot",
          "@__thumb",
          "#recycle",
          "#snapshot",
          "trashbox",
          // Python
          "__pycache__");

  private FileNames() {}

  private static Set<String> others() {
    String names =
        "txt text csv tsv json jsonl geojson xml yaml yml toml md rst html htm log ini cfg conf"
            + " pdf doc docx xls xlsx ppt pptx odt ods rtf"
            + " py pyc ipynb java class jar js css sh bat ps1 cmd exe dll so m r c h cpp"
            + " gz bz2 xz zst 7z rar tar tgz cab iso"
            + " mp4 mov avi mkv mpg mpeg m4v wmv 3gp mts m2ts thm lrv srt mp3 wav m4a"
            + " npy npz pt pth onnx h5 hdf5 pkl pickle safetensors parquet arrow mat bin db sqlite"
            + " shp shx dbf prj cpg qpj tfw jgw pgw wld aux ovr las laz ply obj dxf dwg svg ai eps"
            + " kml kmz gpx xmp pp3 lnk url part crdownload tmp temp bak orig old swp md5 sha1"
            + " sha256";
    return Set.of(names.split(" "));
  }

  static Kind kind(String path) {
    String extension = extension(path);
    if (IMAGES.contains(extension)) {
      return Kind.IMAGE;
    }
    if (extension.equals("zip")) {
      return Kind.ZIP;
    }
    boolean copy = extension.endsWith("~") || extension.endsWith("_original");
    return copy || OTHERS.contains(extension) || RAW.contains(extension)
        ? Kind.OTHER
        : Kind.UNKNOWN;
  }

  static boolean isImage(String name) {
    return IMAGES.contains(extension(name));
  }

  /** Whether a file is one of a camera or an editor, whose first bytes deceive. */
  static boolean isRaw(String path) {
    return RAW.contains(extension(path));
  }

  /** What a photograph's format is called by its name, if it cannot be read; else empty. */
  static String unreadFormat(String path) {
    String extension = extension(path);
    return RAW.contains(extension)
        ? extension.toUpperCase(Locale.ROOT)
        : UNREAD.getOrDefault(extension, "");
  }

  /** What follows the last dot of the file's own name, in lower case; empty if there is none. */
  private static String extension(String path) {
    int folder = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    int dot = path.lastIndexOf('.');
    return dot <= folder ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a file or folder is what a system or a NAS leaves behind: {@code __MACOSX}, {@code
   * Thumbs.db}, {@code $RECYCLE.BIN}, {@code lost+found}, {@code @eaDir} and the like, and all
   * names that begin with a dot.
   *
   * @param name its own name, without the folders that hold it
   */
  static boolean isLeftover(String name) {
    boolean hidden = name.startsWith(".") && !name.equals(".") && !name.equals("..");
    String lower = name.toLowerCase(Locale.ROOT);
    return hidden
        || LEFTOVERS.contains(lower)
        || lower.startsWith("synofile_thumb")
        || lower.startsWith("synophoto_thumb")
        || lower.endsWith("@synoeastream")
        || lower.endsWith("@synoresource");
  }

  /**
   * The part of a path up to the first leftover in it, which may be the whole of it.
   *
   * @param path divided by {@code /}
   * @return empty if there is none
   */
  static String leftover(String path) {
    for (int start = 0; start <= path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (isLeftover(path.substring(start, end))) {
        return path.substring(0, end);
      }
      start = end + 1;
    }
    return "";
  }
}
