package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;

/**
 * A backbone that turns images into features and learns nothing.
 *
 * <p>Owns native memory until it is closed. May be called from several threads.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final ScriptModule module;

  private FeatureExtractor(ScriptModule module) {
    this.module = module;
  }

  /**
   * Loads a backbone onto a device.
   *
   * @param weights in the layout of {@link ResNetWeights}
   * @throws IOException if it cannot be handed to the engine
   */
  public static FeatureExtractor of(Backbone backbone, StateDict weights, Device device)
      throws IOException {
    return new FeatureExtractor(
        ScriptModule.load(ResNetScript.of(backbone, weights, true), device, false));
  }

  /** A manager on the backbone's device that lives as long as it; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * What a head would see.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the backbone's device
   * @return float32 (N, features), owned by the inputs' manager
   */
  public NDArray features(NDArray inputs) {
    return module.evaluate("features", inputs).singletonOrThrow();
  }

  @Override
  public void close() {
    module.close();
  }
}
