package dev.hibi.model.network;

import dev.hibi.ImageSpec;
import dev.hibi.model.network.NetworkDefinition.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a ResNet layer by layer, with torchvision's names: a stem, four groups of blocks, the mean
 * of each channel, the head. Where features are others than that mean, each is a layer such as
 * {@code layer3_max}, right behind what it pools; several are one after the other in {@code
 * features}. Groups behind the last that is pooled are left out.
 *
 * <p>Source: He et al., Deep Residual Learning for Image Recognition, 2015.
 */
final class ResidualNetwork {
  static final String HEAD = "fc";

  private static final String SEQUENTIAL = "Sequential";
  private final Block block;
  private final int stem;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, String> modules = new LinkedHashMap<>();

  /** A result on its way: the layer that it comes from, and its channels. */
  private record Value(String layer, int channels) {}

  ResidualNetwork(Block block, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("bad width: expected 1 channel and more, found " + width);
    }
    this.block = block;
    stem = width;
  }

  /**
   * A network.
   *
   * @param known what is given beside the logits; may be empty
   */
  NetworkDefinition build(
      String name,
      List<Integer> blockCounts,
      List<PooledLayer> features,
      List<PooledLayer> known,
      int classes) {
    PooledLayer.distinct(features);
    if (classes < 1) {
      throw new IllegalArgumentException(
          "bad number of classes: expected 1 and more, found " + classes);
    }
    Value x = stem();
    Map<PooledLayer, Value> pooled = new HashMap<>();
    int last = PooledLayer.lastStage(features);
    if (last > blockCounts.size()) {
      throw new IllegalArgumentException(
          "bad layer: expected layer1 to layer%d, found layer%d"
              .formatted(blockCounts.size(), last));
    }
    if (!known.isEmpty() && PooledLayer.lastStage(PooledLayer.distinct(known)) > last) {
      throw new IllegalArgumentException(
          "known by what is left out: expected layer1 to layer%d, found %s"
              .formatted(last, PooledLayer.text(known)));
    }
    for (int group = 1; group <= last; group++) {
      x = group(group, blockCounts.get(group - 1), x);
      for (PooledLayer feature : features) {
        if (feature.stage() == group) {
          pooled.put(feature, pool(feature, features.equals(PooledLayer.DEFAULT), x));
        }
      }
      for (PooledLayer feature : known) {
        if (feature.stage() == group && !pooled.containsKey(feature)) {
          pooled.put(feature, pool(feature, false, x));
        }
      }
    }
    if (!known.isEmpty()) {
      List<Value> values = known.stream().map(pooled::get).toList();
      layers.add(
          new Layer.Concat(NetworkDefinition.KNOWN, values.stream().map(Value::layer).toList()));
    }
    x = together(features.stream().map(pooled::get).toList());
    layers.add(new Layer.Linear(HEAD, x.layer, x.channels, classes));
    return new NetworkDefinition(name, layers, modules);
  }

  /** Whose head sees the score of a bank, or where that has no rows the means of the patches. */
  NetworkDefinition build(String name, List<Integer> blockCounts, PatchGrid patches) {
    Value fine = stem();
    for (int group = 1; group <= PatchGrid.FINE; group++) {
      fine = group(group, blockCounts.get(group - 1), fine);
    }
    Value coarse = group(PatchGrid.FINE + 1, blockCounts.get(PatchGrid.FINE), fine);
    int width = fine.channels + coarse.channels;
    layers.add(new Layer.Patches("patches", fine.layer, coarse.layer, patches.stride()));
    boolean scores = patches.rows() > 0;
    layers.add(
        scores
            ? new Layer.PatchScore("bank", "patches", patches.rows(), width, patches.percent())
            : new Layer.GlobalAveragePool("avgpool", "patches"));
    layers.add(
        scores
            ? new Layer.Linear(HEAD, "bank", 1, PatchGrid.CLASSES)
            : new Layer.Linear(HEAD, "avgpool", width, 1));
    return new NetworkDefinition(name, layers, modules);
  }

  private Value stem() {
    modules.put("", "ResNet");
    layers.add(new Layer.Images("input", ImageSpec.CHANNELS));
    Value x = new Value("input", ImageSpec.CHANNELS);
    x = relu("relu", convolution("conv1", "bn1", x, new Filter(stem, 7, 2)));
    layers.add(new Layer.MaxPool("maxpool", x.layer, 3, 2));
    return new Value("maxpool", x.channels);
  }

  /** A group of blocks, from 1; its first block shrinks, but for layer1's. */
  private Value group(int group, int blocks, Value from) {
    modules.put("layer" + group, SEQUENTIAL);
    Value x = from;
    for (int i = 0; i < blocks; i++) {
      int stride = group > 1 && i == 0 ? 2 : 1;
      x = block("layer" + group + "." + i, x, stem << (group - 1), stride);
    }
    return x;
  }

  private Value pool(PooledLayer feature, boolean torchvisions, Value x) {
    String name = torchvisions ? "avgpool" : feature.id().replace(':', '_');
    layers.add(
        feature.pooling() == PooledLayer.Pooling.MEAN
            ? new Layer.GlobalAveragePool(name, x.layer)
            : new Layer.GlobalMaxPool(name, x.layer));
    return new Value(name, x.channels);
  }

  private Value together(List<Value> pooled) {
    if (pooled.size() == 1) {
      return pooled.get(0);
    }
    layers.add(new Layer.Concat("features", pooled.stream().map(Value::layer).toList()));
    return new Value("features", pooled.stream().mapToInt(Value::channels).sum());
  }

  private Value block(String path, Value x, int width, int stride) {
    modules.put(path, block == Block.BASIC ? "BasicBlock" : "Bottleneck");
    List<Filter> filters = filters(width, stride);
    Value y = x;
    for (int i = 1; i <= filters.size(); i++) {
      y = convolution(path + ".conv" + i, path + ".bn" + i, y, filters.get(i - 1));
      if (i < filters.size()) {
        y = relu(path + ".relu" + i, y);
      }
    }
    Value shortcut = x;
    if (x.channels != y.channels || stride != 1) {
      String downsample = path + ".downsample";
      modules.put(downsample, SEQUENTIAL);
      Filter filter = new Filter(y.channels, 1, stride);
      shortcut = convolution(downsample + ".0", downsample + ".1", x, filter);
    }
    layers.add(new Layer.Add(path + ".add", y.layer, shortcut.layer));
    return relu(path + ".relu", new Value(path + ".add", y.channels));
  }

  /** What a convolution is beside its input. */
  private record Filter(int out, int kernel, int stride) {}

  private List<Filter> filters(int width, int stride) {
    if (block == Block.BASIC) {
      return List.of(new Filter(width, 3, stride), new Filter(width, 3, 1));
    }
    int first = block == Block.BOTTLENECK_V1 ? stride : 1;
    return List.of(
        new Filter(width, 1, first),
        new Filter(width, 3, stride / first),
        new Filter(4 * width, 1, 1));
  }

  /** A convolution and its batch normalisation. */
  private Value convolution(String name, String batchNorm, Value x, Filter filter) {
    layers.add(
        new Layer.Convolution(name, x.layer, x.channels, filter.out, filter.kernel, filter.stride));
    layers.add(new Layer.BatchNorm(batchNorm, name, filter.out));
    return new Value(batchNorm, filter.out);
  }

  private Value relu(String name, Value x) {
    layers.add(new Layer.Relu(name, x.layer));
    return new Value(name, x.channels);
  }
}
