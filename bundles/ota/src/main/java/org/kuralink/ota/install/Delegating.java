/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.util.Optional;

/** An installer that leaves the work to others, and can say whom it waits for. */
public interface Delegating {

  /** Whom it waits for at this moment, for people; empty: nobody. Any thread may call. */
  Optional<String> waitsFor();
}
