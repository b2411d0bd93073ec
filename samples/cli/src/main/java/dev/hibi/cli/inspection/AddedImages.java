package dev.hibi.cli.inspection;

import dev.hibi.cli.option.Counted;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.model.BankAddition;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.OrdinaryPatches;
import dev.hibi.model.scoring.BankGrowth;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.PatchBank;
import dev.hibi.model.scoring.ScanPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Ordinary images that raised a false alarm: their patches join the bank of the model. */
final class AddedImages {
  private AddedImages() {}

  /**
   * Refuses a model that has no bank, or of whom something was promised that would not hold.
   *
   * @throws IOException if it is one
   */
  static void requireBank(Classifier classifier, Path model) throws IOException {
    if (classifier.description().patches().isEmpty()) {
      throw new IOException(
          "no bank of ordinary patches: expected a model of mode normal, found one that learned from"
              + " labeled images, for which there is --normal (%s)".formatted(model));
    }
    Optional<OperatingPoint> point =
        Stream.of(
                classifier.description().operatingPoint(),
                classifier.description().scanPoint().map(ScanPoint::point))
            .flatMap(Optional::stream)
            .filter(one -> one.promise() == Promise.RECALL)
            .findFirst();
    if (point.isPresent()) {
      throw new IOException(
          "the promised recall would not hold: expected a model that was not calibrated yet (patches"
              + " join first, then --recall), found one for a recall of %s (%s)"
                  .formatted(point.get().target(), model));
    }
  }

  /**
   * Refuses a model whose head has nothing to learn.
   *
   * @throws IOException if it has a bank
   */
  static void requireNoBank(Classifier classifier, Path model) throws IOException {
    if (classifier.description().patches().isPresent()) {
      throw new IOException(
          "no head to train anew: expected a model of mode features, found one of mode normal, for"
              + " which there is --add-normal (%s)".formatted(model));
    }
  }

  /**
   * Writes the model with the larger bank.
   *
   * @throws IOException if no patch is new, or the model cannot be written
   */
  static void add(
      Classifier classifier, ZipImageFolder images, Path model, Path output, PrintWriter out)
      throws IOException {
    OrdinaryPatches patches = classifier.patches();
    PatchBank bank = patches.bank();
    BankGrowth growth = BankGrowth.of(bank, patches.threshold());
    int before = 0;
    for (long i = 0; i < images.size(); i++) {
      before += growth.add(patches.of(images.image(i))) >= patches.threshold() ? 1 : 0;
    }
    PatchBank grown = growth.grown();
    FeatureRows rows = grown.rows();
    int there = bank.rows().count();
    int joined = rows.count() - there;
    if (joined == 0) {
      throw new IOException(
          "nothing new: expected a patch farther than %.3f from the bank, found none (%s)"
              .formatted(growth.spacing(), Counted.of(images.size(), "image")));
    }
    int after = alarms(grown, images, patches);
    int count = Math.toIntExact(images.size());
    BankAddition addition = new BankAddition(images.fingerprint(), count, joined);
    ModelDirectory.grow(model, output, rows, addition, LearnedImages.digests(images));
    out.printf(
        "bank      %,d rows: %,d of these images' patches joined the %,d that there were%n",
        rows.count(), joined, there);
    out.printf(
        "alarms    %,d of %s before, %,d now%n", before, Counted.of(images.size(), "image"), after);
    if (after > 0) {
      out.printf(
          "          more would not fit: a bank becomes at most %d times as large at a time%n",
          BankGrowth.MOST_TIMES);
    }
    out.printf(
        "verdict   the threshold stays: other images get no farther from the bank, so that false"
            + " alarms become no more%n");
    out.printf(
        "          cracks may be missed that look like what joined: cracked images would tell"
            + " (evaluate, or calibrate --recall)%n");
  }

  private static int alarms(PatchBank bank, ZipImageFolder images, OrdinaryPatches patches)
      throws IOException {
    int alarms = 0;
    for (long i = 0; i < images.size(); i++) {
      float score = bank.score(patches.of(images.image(i)));
      alarms += score >= patches.threshold() ? 1 : 0;
    }
    return alarms;
  }
}
