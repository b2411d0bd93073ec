package dev.hibi.report;

import dev.hibi.model.scoring.OperatingPoint;

/** What a calibration counted, with how many. */
enum Units implements Wording {
  IMAGE("%s images", "画像 %s 枚"),
  PHOTOGRAPH("%s photographs", "写真 %s 枚"),
  GROUP("%s groups of images", "画像のグループ %s 個");

  private final String english;
  private final String japanese;

  Units(String english, String japanese) {
    this.english = english;
    this.japanese = japanese;
  }

  static Units of(OperatingPoint point) {
    return switch (point.unit()) {
      case IMAGE -> IMAGE;
      case PHOTOGRAPH -> PHOTOGRAPH;
      case GROUP -> GROUP;
    };
  }

  @Override
  public String english() {
    return english;
  }

  @Override
  public String japanese() {
    return japanese;
  }
}
