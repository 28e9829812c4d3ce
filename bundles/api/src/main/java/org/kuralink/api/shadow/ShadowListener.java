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
 * Hears of changes of a shadow, in their order, on the thread of the shadow. Must return soon; an
 * exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface ShadowListener {

  /** The state or the document changed. */
  void changed(ShadowStatus now);
}
