@echo off
rem Double-click to reconcile; or drop the folder with the exports on this file.
chcp 65001 >nul
cd /d "%~dp0"
"%~dp0orgtransfer\orgtransfer.exe" start %*
pause
