package dev.hibi.training;

import dev.hibi.model.network.StepSpec;
import java.util.List;

/**
 * What a training step takes on a CPU beside what lies there before, reckoned from above: the
 * results of all layers, which the way back needs; weights, gradients and two states of an
 * optimizer, an average and gathered gradients if there are some; and half a GiB for what the
 * engine keeps. In float32, whatever the precision.
 *
 * <p>Measured with Adam, what two steps took and what was reckoned: ResNet-18, 128 pixels, batch
 * 64: 1,158 MiB of 1,415; ResNet-50, 224 pixels, batch 16: 2,634 MiB of 3,399.
 *
 * @param perImage bytes that grow with the batch
 * @param once bytes that do not
 */
record StepMemory(double perImage, double once) {
  private static final double MARGIN = 1.1;
  private static final int COPIES = 4;
  private static final long ENGINE = 512L << 20;

  static StepMemory of(RunNetworks networks) {
    double results =
        networks.learning().outputShapes(networks.edge()).values().stream()
            .mapToDouble(StepMemory::bytes)
            .sum();
    double weights =
        networks.learning().parameters().stream()
            .mapToDouble(parameter -> bytes(parameter.shape()))
            .sum();
    StepSpec step = networks.config().step();
    int copies = COPIES + (step.averages() ? 1 : 0) + (step.accumulate() > 1 ? 1 : 0);
    return new StepMemory(MARGIN * results, copies * weights + ENGINE);
  }

  private static double bytes(List<Long> shape) {
    return Float.BYTES * shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  double bytes(int batch) {
    return perImage * batch + once;
  }
}
