/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

/** A relay between a client and a server that delays and counts the transferred bytes. */
interface Relay extends AutoCloseable {

  /** Where a client finds it. */
  int port();

  /** Bytes so far, both ways together, without what IP, TCP and UDP add. */
  long carried();

  @Override
  void close();
}
