/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

/** A contender that can also post at a given rate. */
interface Paced extends Contender {

  /**
   * As {@link #run(int)}, no faster than the pace.
   *
   * @return nanoseconds from the first post to the last reply
   */
  long run(int posts, Pace pace) throws Exception;

  /** The same with another number of posts in flight. */
  Paced within(int window);
}
