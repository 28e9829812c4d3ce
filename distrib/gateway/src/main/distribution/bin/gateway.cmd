@echo off
rem Starts the standalone gateway, or sends a command to a running one; needs Java 17 or later. See gateway --help.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -Dfile.encoding=UTF-8 -Dkuralink.home="%~dp0.." -cp "%~dp0..\lib\*" org.kuralink.standalone.Gateway %*
