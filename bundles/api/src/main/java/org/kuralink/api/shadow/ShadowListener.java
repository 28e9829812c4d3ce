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
 * A listener for the status of a shadow. Called sequentially and in the order of the changes, on a
 * thread that it may block; if more than 100 changes wait, the oldest are dropped. An exception is
 * logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface ShadowListener {

  /** Called when the state or the document changed. */
  void changed(ShadowStatus now);
}
