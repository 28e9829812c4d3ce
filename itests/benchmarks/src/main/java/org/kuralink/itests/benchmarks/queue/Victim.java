/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Appends messages until it is killed, and prints a line after each completed append. */
final class Victim {

  /** Begins each line that names an accepted message; what the log says does not. */
  static final String ACCEPTED = "accepted ";

  private Victim() {}

  public static void main(String[] arguments) throws Exception {
    try (Store store = QueueStores.open(arguments[0], Path.of(arguments[1]), Store.Sync.GROUP);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      while (true) {
        long number = store.append(QueueStores.TOPIC, QueueStores.PAYLOAD);
        out.write((ACCEPTED + number + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
