package dev.hibi.report;

/** What a page says of where a model comes from. */
enum ModelWord implements Wording {
  MODEL("Model and training", "モデルと学習"),
  WHAT("A %s that sees %s × %s pixels and tells %s apart.", "%s。%s × %s 画素の画像を見て、%s を見分けます。"),
  BEGAN("Training began at %s.", "学習の開始：%s。"),
  EPOCH("The model has the weights of epoch %s.", "モデルの重みは %s エポック目のもの。"),
  REFIT(
      "Its head was trained anew for a site by %s images (%s), as %s.",
      "ヘッドは、現場の画像 %s 枚（%s）で学習し直しました（%s）。"),
  ADDED(
      "Ordinary images that joined its bank later: %s (%s patches).",
      "普通の画像 %s 枚を後からバンクに加えました（パッチ %s 個）。"),
  LEARNED_FROM("What it was trained and tested on", "学習とテストの画像"),
  TRAINING("training", "学習"),
  TEST("test", "テスト"),
  VALIDATION("validation", "検証"),
  PART("part", "用途"),
  LEFT_OUT("left out", "除いた数"),
  SETTINGS("Settings of the training", "学習の設定"),
  SETTING("setting", "設定"),
  ENVIRONMENT("Where it was trained", "学習の環境"),
  CHANGED("changed at step %s", "%s ステップで変更"),
  FROM_TO("%s: %s, then %s", "%s：%s から %s へ"),
  UNREAD_SETTINGS(
      "The settings are those of an earlier release, as it wrote them.", "以前の版が書いた設定を、そのまま示します。");

  private final String english;
  private final String japanese;

  ModelWord(String english, String japanese) {
    this.english = english;
    this.japanese = japanese;
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
