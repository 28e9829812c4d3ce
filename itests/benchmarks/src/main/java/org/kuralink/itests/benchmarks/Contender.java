/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

/** An implementation that posts properties and receives the reply to each post. */
interface Contender extends AutoCloseable {

  /** How it is called in the table. */
  String name();

  /**
   * Posts a number of times with a bounded number of posts in flight and waits for the last reply.
   *
   * @return nanoseconds from the first post to the last reply
   */
  long run(int posts) throws Exception;

  @Override
  void close() throws Exception;
}
