/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows which version of a module runs. Registered as a service with the property {@link
 * FirmwareInstaller#MODULE}; it goes before what is configured. Must return within seconds: until
 * it has, its version is not known.
 */
@ConsumerType
@FunctionalInterface
public interface VersionSource {

  /** The version that runs now; empty if it is not known at this moment. */
  Optional<String> version();
}
