package dev.hibi.model.engine;

import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.Precision;
import java.util.Optional;

/** How an {@link InferenceNetwork} computes. Immutable and thread-safe. */
public final class InferenceOptions {
  /** In the precision that is fastest and agrees with float32. */
  public static final InferenceOptions FASTEST =
      new InferenceOptions(Optional.empty(), ActivationRanges.NONE);

  private final Optional<Precision> precision;
  private final ActivationRanges activations;

  private InferenceOptions(Optional<Precision> precision, ActivationRanges activations) {
    this.precision = precision;
    this.activations = activations;
  }

  /** In a precision that was chosen. */
  public static InferenceOptions in(Precision precision) {
    return new InferenceOptions(Optional.of(precision), ActivationRanges.NONE);
  }

  /** These, with ranges that were measured: {@code int8} needs them, others leave them aside. */
  public InferenceOptions activations(ActivationRanges activations) {
    return new InferenceOptions(precision, activations);
  }

  /** What convolutions multiply in; if there is none, the fastest that agrees with float32. */
  public Optional<Precision> precision() {
    return precision;
  }

  /** Between which values the results of layers lie. */
  public ActivationRanges activations() {
    return activations;
  }
}
