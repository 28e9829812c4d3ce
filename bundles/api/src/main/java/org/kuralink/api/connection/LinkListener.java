/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for the online state of one identity. Called in the order of the changes, on an
 * executor of the connection and never on the thread that receives messages. The call must return
 * quickly; an exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface LinkListener {

  /** Called when the link went online or offline. */
  void changed(boolean online);
}
