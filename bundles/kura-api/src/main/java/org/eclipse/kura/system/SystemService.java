/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.system;

import org.osgi.annotation.versioning.ProviderType;

/** Information about the gateway; declares only what Kuralink reads. */
@ProviderType
public interface SystemService {

  /** Returns the directory that Kura preserves across restarts. */
  String getKuraDataDirectory();
}
