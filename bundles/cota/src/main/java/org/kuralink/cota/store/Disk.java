/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.util.Optional;

/** The files of one directory, and of those below it. Each is replaced as a whole or not at all. */
public interface Disk {

  /**
   * The content of a file; empty if there is none.
   *
   * @throws IOException if it cannot be read or is too large to be ours
   */
  Optional<byte[]> read(String name) throws IOException;

  /** Replaces a file: when this returns the content survives a power cut. */
  void write(String name, byte[] content) throws IOException;

  /** Deletes a file; one that is not there as well. */
  void delete(String name) throws IOException;

  /** Deletes a directory below, with all that is in it; one that is not there as well. */
  void deleteAll(String directory) throws IOException;
}
