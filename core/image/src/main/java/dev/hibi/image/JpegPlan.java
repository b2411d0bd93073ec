package dev.hibi.image;

import org.jspecify.annotations.Nullable;

/**
 * How a JPEG may be decoded, by its header and scans: whichever decoder is there, the same files
 * are taken for the same.
 *
 * @param orientation of EXIF, 1 to 8
 * @param planar whether its components can be used as they are stored: upright, grey, or luma and
 *     chroma of a usual subsampling
 * @param hasOwnTables whether no table is missing, in whose place a decoder that is used again
 *     could take one of another file
 */
record JpegPlan(int orientation, boolean planar, boolean hasOwnTables) {
  /** Null if it is no JPEG, or a broken one; what is wrong is told where it is decoded. */
  static @Nullable JpegPlan of(byte[] file) {
    if (file.length < 3 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != JpegMarkers.SOI) {
      return null;
    }
    ImageBytes in = new ImageBytes(file, "", ImageFormat.JPEG.label());
    try {
      JpegHeader header = JpegHeader.read(file, in);
      JpegScans scans = JpegScans.plan(file, in);
      boolean upright = header.orientation() == ExifOrientation.UPRIGHT;
      boolean usual = !header.storedAsRgb() && JpegPlanes.isUsual(scans.frame());
      return new JpegPlan(header.orientation(), upright && usual, scans.hasOwnTables());
    } catch (UnreadableImageException e) {
      return null;
    }
  }
}
