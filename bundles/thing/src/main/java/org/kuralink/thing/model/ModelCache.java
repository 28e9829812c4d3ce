/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * The thing models of the platform on disk, one file for each product, so that values are checked
 * from the next start on. Replaces a file atomically.
 */
public final class ModelCache {

  /** The size limit of a file, above the largest model that the platform allows. */
  public static final long MAX_BYTES = 4L * 1024 * 1024;

  private final Medium medium;
  private final Optional<Path> directory;

  /**
   * @param directory the data directory; if empty, nothing is stored
   */
  public ModelCache(Optional<Path> directory) {
    this(Medium.disk(), directory);
  }

  /** Creates the cache on another medium, for tests. */
  ModelCache(Medium medium, Optional<Path> directory) {
    this.medium = medium;
    this.directory = directory;
  }

  /** Returns the stored document of a product. */
  public Optional<JsonText> find(String productKey) throws IOException {
    return directory.isEmpty()
        ? Optional.empty()
        : read(new WholeFile(medium, file(directory.get(), productKey)));
  }

  /** Reads a document from a file; empty if there is no such file. */
  public static Optional<JsonText> read(Path file) throws IOException {
    return read(new WholeFile(file));
  }

  private static Optional<JsonText> read(WholeFile file) throws IOException {
    return file.read(MAX_BYTES).map(JsonText::wrap);
  }

  /** Returns a text that changes when the file is changed, created or deleted. */
  static String stamp(String file) {
    try {
      Path path = Path.of(file);
      return Files.getLastModifiedTime(path) + " " + Files.size(path);
    } catch (IOException | IllegalArgumentException e) {
      return e.getClass().getName();
    }
  }

  /** Stores a document. When this returns, it survives a power cut. */
  public void keep(String productKey, JsonText document) throws IOException {
    if (directory.isEmpty()) {
      return;
    }
    ByteBuffer bytes = document.bytes();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    new WholeFile(medium, file(directory.get(), productKey)).write(content);
  }

  /** Deletes the document of a product. */
  public void forget(String productKey) throws IOException {
    if (directory.isPresent()) {
      new WholeFile(medium, file(directory.get(), productKey)).delete();
    }
  }

  private static Path file(Path directory, String productKey) {
    return directory.resolve("model-" + DataDirectory.fileName(productKey) + ".json");
  }
}
