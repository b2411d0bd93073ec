/**
 * An application that is a named module and requires Hibi's modules by name. What each of them
 * needs in turn comes with it; docs/modules.md says what is on the module path and what is not.
 */
module dev.hibi.modular {
  requires dev.hibi;
  requires dev.hibi.image;
  requires dev.hibi.dataset;
  requires dev.hibi.model;
  requires dev.hibi.training;
  requires dev.hibi.tensorboard;
  requires dev.hibi.client;
  // The data set's signatures name its types.
  requires ai.djl.api;
  requires ai.djl.basicdataset;
  // Modules without a module-info bring none of the JDK's: images need the first, the client the
  // second.
  requires java.desktop;
  requires java.net.http;
  requires static org.jspecify;
}
