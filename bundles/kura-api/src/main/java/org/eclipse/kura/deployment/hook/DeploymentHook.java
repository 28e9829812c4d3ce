/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.deployment.hook;

import java.util.Map;
import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ConsumerType;

/** A hook for the download and installation of a file; an exception aborts the remaining steps. */
@ConsumerType
public interface DeploymentHook {

  /** Called before the download. */
  void preDownload(RequestContext context, Map<String, Object> properties) throws KuraException;

  /** Called after the file was downloaded and verified. */
  void postDownload(RequestContext context, Map<String, Object> properties) throws KuraException;

  /** Called after the installation. */
  void postInstall(RequestContext context, Map<String, Object> properties) throws KuraException;
}
