package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;

/** Something that lies in a box of layers: a layer or a box. */
sealed interface ModulePart permits ModulePart.Single, ModuleBox {

  /** The last part of its name, by which the box around it knows it. */
  String name();

  /** The layer whose result it gives. */
  Layer last();

  /** A layer that lies right in a box. */
  record Single(String name, Layer layer) implements ModulePart {
    @Override
    public Layer last() {
      return layer;
    }
  }
}
