package dev.hibi.model.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the convolutions of a network multiply in. Weights that learn, batch normalisation's
 * statistics, the head and the loss are float32 in every precision; so is what comes out.
 */
public enum Precision {
  /** IEEE 754 single precision, 24 bits of significand. */
  FLOAT32("fp32"),
  /**
   * The upper half of float32, 8 bits of significand: fast where the processor multiplies them
   * itself ({@code avx512_bf16}, {@code amx_bf16}, NVIDIA's from compute capability 8.0), and
   * slower than float32 by far where it does not.
   */
  BFLOAT16("bf16"),
  /** IEEE 754 half precision, 11 bits of significand; on a GPU. */
  FLOAT16("fp16"),
  /**
   * Whole numbers of 8 bits, in steps of {@link ActivationRanges} that were measured on images of
   * the kind; the first convolutions, up to the first sum, are in the fastest of the others. To
   * answer only, on CPUs that multiply such numbers themselves ({@code avx512_vnni}).
   */
  INT8("int8");

  private final String id;

  Precision(String id) {
    this.id = id;
  }

  /**
   * The precision of this id.
   *
   * @param id such as {@code bf16}
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Precision of(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown precision: expected one of %s, found '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(Precision::id)
                                .collect(Collectors.joining(", ")),
                            id)));
  }

  /**
   * The precision of this id, if there is one.
   *
   * @param id such as {@code bf16}
   */
  public static Optional<Precision> find(String id) {
    return Arrays.stream(values()).filter(precision -> precision.id.equals(id)).findFirst();
  }

  /** The name on the command line: {@code fp32}, {@code bf16}, {@code fp16} or {@code int8}. */
  public String id() {
    return id;
  }

  @Override
  public String toString() {
    return id;
  }
}
