/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes of a shadow, in their order, one at a time, on a thread that it may block; who
 * blocks for long misses the oldest of more than 100 changes. What it throws is logged and
 * otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface ShadowListener {

  /** The state or the document changed. */
  void changed(ShadowStatus now);
}
