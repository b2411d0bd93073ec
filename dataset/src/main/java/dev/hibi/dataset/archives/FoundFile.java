package dev.hibi.dataset.archives;

/** What a search for images makes of a file by its name. */
public enum FoundFile {
  /** An image; if it is none, that is told when it is read. */
  IMAGE,
  /** A zip archive, whose images count. */
  ARCHIVE,
  /** The name does not say: an image if it begins like one. */
  UNKNOWN,
  /** Something else, or what systems leave behind. */
  PASSED_OVER
}
