/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A handle that removes a registered handler, listener or subscription. Closing it again has no
 * effect.
 */
@ProviderType
@FunctionalInterface
public interface Registration extends AutoCloseable {

  @Override
  void close();
}
