/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The operations of a store for the uplink queue. */
interface Store extends AutoCloseable {

  /** When messages are synced to the medium. */
  enum Sync {
    /** Within 100 ms, in groups; a kill of the process loses nothing. */
    GROUP,
    /** Each before its append returns. */
    EACH;

    Duration flush() {
      return this == GROUP ? Duration.ofMillis(100) : Duration.ZERO;
    }
  }

  /** Opens a store. */
  interface Opener {
    Store open(Path directory, Sync sync) throws Exception;
  }

  /** Returns the number of the message. */
  long append(String topic, byte[] payload) throws Exception;

  void acknowledge(long number) throws Exception;

  /** Reads all that is not acknowledged; the number of each. */
  Set<Long> numbers() throws Exception;

  @Override
  void close() throws Exception;
}
