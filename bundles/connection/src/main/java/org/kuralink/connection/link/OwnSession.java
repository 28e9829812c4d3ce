/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Optional;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Secret;

/** The view of a session inside its own bundle. */
public interface OwnSession extends CloudSession {

  /** Returns the gateway's device secret; empty while it is unknown. May read from disk. */
  Optional<Secret> deviceSecret();
}
