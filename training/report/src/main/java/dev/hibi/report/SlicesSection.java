package dev.hibi.report;

import dev.hibi.image.PhotoMetadata;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.ClopperPearson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How the model did on the images of each folder and of each camera. */
record SlicesSection(Measured measured) implements Section {
  /** Of image files that are read for their cameras' sake. */
  private static final long MOST_BYTES = 1L << 30;

  @Override
  public String id() {
    return "parts";
  }

  @Override
  public Wording title() {
    return ImageWord.SLICES;
  }

  @Override
  public void writeTo(Page page) throws IOException {
    List<Slice> folders = Slice.of(measured, sample -> folder(page, sample));
    List<Slice> byCamera =
        cameras(page)
            .map(cameras -> Slice.of(measured, sample -> cameras[sample]))
            .orElse(List.of());
    if (folders.size() < 2 && byCamera.size() < 2) {
      page.paragraph(page.say(ImageWord.ONE_SLICE));
      return;
    }
    page.paragraph(
        page.say(ImageWord.SLICES_SAY, Numbers.percent(measured.evaluation().accuracy())));
    table(page, ImageWord.BY_FOLDER, ImageWord.FOLDER, folders);
    table(page, ImageWord.BY_CAMERA, ImageWord.CAMERA, byCamera);
  }

  /** Of an archive and the path in it; without a last folder that is but the label's name. */
  private String folder(Page page, int sample) {
    String name = measured.images().name(sample).replace('\\', '/');
    String folder = before(name, Math.max(name.lastIndexOf('/'), name.lastIndexOf('!')));
    int last = Math.max(folder.lastIndexOf('/'), folder.lastIndexOf('!'));
    if (measured.labels().names().contains(folder.substring(last + 1))) {
      folder = before(folder, last);
    }
    return folder.isEmpty() ? page.say(ImageWord.NO_FOLDER) : folder;
  }

  private static String before(String text, int end) {
    return end < 0 ? "" : text.substring(0, end);
  }

  /** Of each image; of none, if to read them all again would take long. */
  private Optional<String[]> cameras(Page page) throws IOException {
    String[] cameras = new String[measured.predictions().size()];
    long read = 0;
    for (int sample = 0; sample < cameras.length; sample++) {
      byte[] file = measured.images().bytes(sample);
      read += file.length;
      if (read > MOST_BYTES) {
        return Optional.empty();
      }
      cameras[sample] = camera(file).orElse(page.say(ImageWord.NO_CAMERA));
    }
    return Optional.of(cameras);
  }

  private static Optional<String> camera(byte[] file) {
    try {
      return PhotoMetadata.read(file, "").camera();
    } catch (UnreadableImageException e) {
      return Optional.empty(); // it was left out of what is measured, too
    }
  }

  private void table(Page page, Wording caption, Wording part, List<Slice> slices) {
    if (slices.size() < 2) {
      return;
    }
    Table table =
        Table.of(
            page.say(caption),
            page.say(part),
            "#" + page.say(PageWord.IMAGES),
            "#" + page.say(ImageWord.ERRORS),
            "#" + page.say(EvaluationWord.ACCURACY),
            "#" + page.say(PageWord.INTERVAL),
            "#" + page.say(ImageWord.MISSED),
            "#" + page.say(PageWord.FALSE_ALARMS));
    int shown = Math.min(slices.size(), page.allowance().rows());
    slices.subList(0, shown).forEach(slice -> row(page, table, slice));
    table.writeTo(page.out());
    page.more(slices.size() - shown);
  }

  private void row(Page page, Table table, Slice slice) {
    ClopperPearson right = slice.right();
    String accuracy = Numbers.percent(right.share());
    boolean below = slice.isBelow(measured.evaluation().accuracy());
    boolean judged = measured.rule().isPresent();
    long missed = slice.found().trials() - slice.found().hits();
    table.row(
        Cell.name(slice.name()),
        Cell.of(Numbers.count(right.trials())),
        Cell.of(Numbers.count(right.trials() - right.hits())),
        below
            ? out -> out.leaf("span", page.say(ImageWord.BELOW, accuracy), "class", "bad")
            : Cell.of(accuracy),
        Cell.of(Numbers.interval(right)),
        Cell.of(judged ? Numbers.fraction(Numbers.share(missed, slice.found().trials())) : "–"),
        Cell.of(judged ? Numbers.fraction(slice.falseAlarms()) : "–"));
  }
}
